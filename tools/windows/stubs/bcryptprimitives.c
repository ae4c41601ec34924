/* bcryptprimitives.dll of Windows 10, which wine 8 does not have; modules written in Rust take their random seeds from it.
   Goes into system32 of the test prefix only and is never shipped. */
#include <stddef.h>

#define API __declspec(dllexport)

/* RtlGenRandom (advapi32), by the name it is exported under. */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *buffer, unsigned long size);

API int __stdcall ProcessPrng(unsigned char *data, size_t size) {
    while (size) {
        unsigned long part = size > 0x10000 ? 0x10000 : (unsigned long)size;
        if (!SystemFunction036(data, part))
            return 0;
        data += part;
        size -= part;
    }
    return 1;
}
