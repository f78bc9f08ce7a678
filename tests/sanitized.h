/* sanitized.h: SANITIZED is defined in a build whose allocator and system calls are a sanitizer's.
 */
#ifndef VX_TESTS_SANITIZED_H
#define VX_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#endif
