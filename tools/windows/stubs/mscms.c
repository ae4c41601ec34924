/* Stands in for mscms.dll, of which wine 8 lacks calls that Qt's Windows plug-in links against: no screen has a colour
   profile. Goes into system32 of the test prefix only and is never shipped. */
#define API __declspec(dllexport)

API int __stdcall GetColorProfileFromHandle(void *profile, void *buffer, unsigned *size) {
    if (size)
        *size = 0;
    return 0;
}
API int __stdcall CloseColorProfile(void *profile) { return 1; }
API void *__stdcall WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
API void *__stdcall OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned creation) { return 0; }
