/* A plain window of another program, for the tests: `crm.exe TITLE [silent] [take MODIFIERS KEY]`.

   wine tells no program of changes of front and title, as Windows does; so the window tells them itself with the same
   call Windows' own controls use. `silent`: it does not. `take`: it holds that chord (numbers of RegisterHotKey).
   It ends when its window is closed. */
#include <windows.h>
#include <shellapi.h>
#include <stdlib.h>
#include <wchar.h>

static int tells = 1;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l) {
    LRESULT answer = DefWindowProcW(window, message, w, l);
    if (message == WM_SETTEXT && tells)
        NotifyWinEvent(EVENT_OBJECT_NAMECHANGE, window, OBJID_WINDOW, CHILDID_SELF);
    if (message == WM_ACTIVATE && LOWORD(w) != WA_INACTIVE && tells)
        NotifyWinEvent(EVENT_SYSTEM_FOREGROUND, window, OBJID_WINDOW, CHILDID_SELF);
    if (message == WM_DESTROY)
        PostQuitMessage(0);
    return answer;
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, PWSTR line, int show) {
    int count, at;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    WNDCLASSW about = {.lpfnWndProc = procedure, .hInstance = instance, .lpszClassName = L"OverlayTestWindow",
                       .hbrBackground = (HBRUSH)(COLOR_WINDOW + 1)};
    MSG message;
    HWND window;
    for (at = 2; at < count; at++)
        if (!wcscmp(words[at], L"silent"))
            tells = 0;
    RegisterClassW(&about);
    window = CreateWindowExW(0, about.lpszClassName, count > 1 ? words[1] : L"", WS_OVERLAPPEDWINDOW, 40, 40, 500, 300,
                             NULL, NULL, instance, NULL);
    for (at = 2; at + 2 < count; at++)
        if (!wcscmp(words[at], L"take") && !RegisterHotKey(window, 1, _wtoi(words[at + 1]), _wtoi(words[at + 2])))
            return 3;
    ShowWindow(window, SW_SHOW);
    SetForegroundWindow(window);
    while (GetMessageW(&message, NULL, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    return 0;
}
