#pragma once

// Reports one error instead of thousands if the compiler or the language mode is too old. Every public header
// includes this file before any code. #error alone does not stop the compilation; including a missing file does.

#if defined(__apple_build_version__)
#    define WEBHOOKS_OLD_COMPILER (__clang_major__ < 15) // Apple's 15 is LLVM's 16
#elif defined(__clang__)
#    define WEBHOOKS_OLD_COMPILER (__clang_major__ < 16)
#elif defined(__GNUC__)
#    define WEBHOOKS_OLD_COMPILER (__GNUC__ < 12)
#else
#    define WEBHOOKS_OLD_COMPILER 0
#endif

#if WEBHOOKS_OLD_COMPILER
#    error "this library needs GCC 12, clang 16 or Apple clang 15, or a later version"
#    include <stopped: see the error above>
#elif __cplusplus < 202002L
#    error                                                                                                   \
        "this library needs C++20: compile with -std=c++20 (in CMake: target_compile_features(... cxx_std_20))"
#    include <stopped: see the error above>
#endif
#undef WEBHOOKS_OLD_COMPILER
