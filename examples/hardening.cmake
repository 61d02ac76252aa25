# What makes memory errors harder to exploit, as far as the compiler and the linker know it. The library does without
# such flags, which are for the program to choose; this is what a program on the public internet should choose.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX) # for POSITION_INDEPENDENT_CODE to be -pie when linking too

set(scaivault_hardening_compile_options)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    string(MAKE_C_IDENTIFIER "scaivault_has${flag}" has_flag)
    # With -Werror, for clang only warns of flags that do nothing on its target.
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_cxx_compiler_flag(${flag} ${has_flag})
    unset(CMAKE_REQUIRED_FLAGS)
    if(${has_flag})
        list(APPEND scaivault_hardening_compile_options ${flag})
    endif()
endforeach()
# Checked calls into the C library need the optimiser, and level 3 needs GCC 12 or clang 9; some distributions set a
# level of their own. Sanitizers check more, and get in its way.
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
    set(optimised $<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>,$<CONFIG:MinSizeRel>>)
    list(APPEND scaivault_hardening_compile_options $<${optimised}:-U_FORTIFY_SOURCE> $<${optimised}:-D_FORTIFY_SOURCE=3>)
endif()

set(scaivault_hardening_link_options)
foreach(flag -Wl,-z,relro -Wl,-z,now)
    string(MAKE_C_IDENTIFIER "scaivault_has${flag}" has_flag)
    check_linker_flag(CXX ${flag} ${has_flag})
    if(${has_flag})
        list(APPEND scaivault_hardening_link_options ${flag})
    endif()
endforeach()

function(scaivault_hardening target)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE ${scaivault_hardening_compile_options})
    target_link_options(${target} PRIVATE ${scaivault_hardening_link_options})
endfunction()
