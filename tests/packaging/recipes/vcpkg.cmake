# Runs the portfile of packaging/vcpkg with stand-ins for the functions of vcpkg that it calls: what they do to a header-only
# package on Linux.
#
# usage: cmake -D PORTFILE=... -D CURRENT_PACKAGES_DIR=... -D CURRENT_BUILDTREES_DIR=... -P vcpkg.cmake
set(PORT scaivault-webhook)

function(vcpkg_cmake_configure)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
    execute_process(
        COMMAND ${CMAKE_COMMAND} -S ${arg_SOURCE_PATH} -B ${CURRENT_BUILDTREES_DIR} ${arg_OPTIONS}
                -D CMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} COMMAND_ERROR_IS_FATAL ANY
    )
endfunction()

function(vcpkg_cmake_install)
    execute_process(COMMAND ${CMAKE_COMMAND} --build ${CURRENT_BUILDTREES_DIR} --target install COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Moves the CMake files to share/NAME, one level up, and tells the files of targets that they are there.
function(vcpkg_cmake_config_fixup)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "PACKAGE_NAME;CONFIG_PATH" "")
    set(place ${CURRENT_PACKAGES_DIR}/share/${arg_PACKAGE_NAME})
    file(RENAME ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH} ${place})
    file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/share/cmake)
    set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
    file(GLOB files ${place}/*-targets.cmake)
    foreach(file IN LISTS files)
        file(READ ${file} text)
        string(REPLACE "${up}${up}${up}" "${up}${up}" text "${text}")
        file(WRITE ${file} "${text}")
    endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig)
endfunction()

function(vcpkg_install_copyright)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
    file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT} RENAME copyright)
endfunction()

include(${PORTFILE})
