/* Stands in for icuuc.dll of Windows 10, which wine 8 does not have, so that Qt6Core loads: there are no converters.
   Goes into system32 of the test prefix only and is never shipped. Qt's UTF-8 and Latin-1 do not use it. */
#define API __declspec(dllexport)

typedef int UErrorCode;
enum { U_UNSUPPORTED_ERROR = 16 };

static void refuse(UErrorCode *error) {
    if (error)
        *error = U_UNSUPPORTED_ERROR;
}

API void *ucnv_open(const char *name, UErrorCode *error) { refuse(error); return 0; }
API void ucnv_close(void *converter) {}
API void ucnv_reset(void *converter) {}
API signed char ucnv_getMaxCharSize(const void *converter) { return 4; }
API const char *ucnv_getName(const void *converter, UErrorCode *error) { refuse(error); return 0; }
API const char *ucnv_getStandardName(const char *name, const char *standard, UErrorCode *error) { refuse(error); return 0; }
API const char *ucnv_getAvailableName(int index) { return 0; }
API int ucnv_countAvailable(void) { return 0; }
API int ucnv_toUCountPending(const void *converter, UErrorCode *error) { refuse(error); return 0; }
API int ucnv_fromUCountPending(const void *converter, UErrorCode *error) { refuse(error); return 0; }
API void ucnv_getToUCallBack(const void *converter, void **action, const void **context) {
    if (action)
        *action = 0;
    if (context)
        *context = 0;
}
API void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) {
    if (action)
        *action = 0;
    if (context)
        *context = 0;
}
API void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old_action,
                             const void **old_context, UErrorCode *error) { refuse(error); }
API void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old_action,
                               const void **old_context, UErrorCode *error) { refuse(error); }
API void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset, UErrorCode *error) {
    refuse(error);
}
API void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *limit, int offset, UErrorCode *error) {
    refuse(error);
}
API void ucnv_toUnicode(void *converter, void *target, const void *target_limit, void *source,
                        const void *source_limit, int *offsets, signed char flush, UErrorCode *error) { refuse(error); }
API void ucnv_fromUnicode(void *converter, void *target, const void *target_limit, void *source,
                          const void *source_limit, int *offsets, signed char flush, UErrorCode *error) { refuse(error); }
API void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
API void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
