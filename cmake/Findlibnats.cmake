# Finds the NATS client library for C, 3.4 or later: libnats_FOUND, libnats_VERSION and the target libnats::libnats.
# Debian's CMake configuration file is unusable, because it names a static library that the package does not contain.
find_path(libnats_INCLUDE_DIR nats/nats.h)
find_library(libnats_LIBRARY nats)
if(libnats_INCLUDE_DIR AND EXISTS ${libnats_INCLUDE_DIR}/nats/version.h)
    file(STRINGS ${libnats_INCLUDE_DIR}/nats/version.h libnats_VERSION REGEX "define NATS_VERSION_STRING ")
    string(REGEX REPLACE ".*\"([0-9.]*).*\".*" "\\1" libnats_VERSION "${libnats_VERSION}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    libnats
    REQUIRED_VARS libnats_LIBRARY libnats_INCLUDE_DIR
    VERSION_VAR libnats_VERSION
)
mark_as_advanced(libnats_INCLUDE_DIR libnats_LIBRARY)
if(libnats_FOUND AND NOT TARGET libnats::libnats)
    add_library(libnats::libnats UNKNOWN IMPORTED)
    set_target_properties(
        libnats::libnats PROPERTIES IMPORTED_LOCATION ${libnats_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES
                                                                         ${libnats_INCLUDE_DIR}
    )
endif()
