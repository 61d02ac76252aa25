# Compiler and linker flags that make memory errors harder to exploit. The library does not set them, because the
# choice is the program's. A program on the public internet should use them.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX) # makes POSITION_INDEPENDENT_CODE pass -pie to the linker

set(scaivault_hardening_compile_options)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    string(MAKE_C_IDENTIFIER "scaivault_has${flag}" has_flag)
    # With -Werror, because clang only warns about flags that have no effect on its target.
    set(CMAKE_REQUIRED_FLAGS -Werror)
    check_cxx_compiler_flag(${flag} ${has_flag})
    unset(CMAKE_REQUIRED_FLAGS)
    if(${has_flag})
        list(APPEND scaivault_hardening_compile_options ${flag})
    endif()
endforeach()
# Checked calls of the C library need optimisation, and level 3 needs GCC 12 or clang 9. -U first: some distributions
# define a level. Not with sanitizers, which check more and conflict with it.
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
