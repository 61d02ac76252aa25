# Finds cpp-httplib as httplib::httplib, from its own CMake package or from pkg-config (which is all that Debian has).
# Does not search for the header alone, because it must be compiled with the same macros as the library.
find_package(httplib CONFIG QUIET)
if(NOT httplib_FOUND)
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
        pkg_check_modules(cpp_httplib QUIET IMPORTED_TARGET cpp-httplib)
    endif()
    if(cpp_httplib_FOUND AND NOT TARGET httplib::httplib)
        add_library(httplib::httplib INTERFACE IMPORTED)
        target_link_libraries(httplib::httplib INTERFACE PkgConfig::cpp_httplib)
    endif()
    set(httplib_FOUND ${cpp_httplib_FOUND})
endif()
