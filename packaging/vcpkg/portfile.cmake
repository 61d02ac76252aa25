# An overlay port: SOURCE_PATH is this repository. A port in a registry would call vcpkg_from_github here instead.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

set(VCPKG_BUILD_TYPE release) # headers only
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS -D SCAIVAULT_TESTS=OFF -D SCAIVAULT_EXAMPLES=OFF
)
vcpkg_cmake_install()
# Its CMake files find each other by their own place, so they need no vcpkg_cmake_config_fixup: they are in share/ already.
file(RENAME "${CURRENT_PACKAGES_DIR}/share/cmake/scaivault" "${CURRENT_PACKAGES_DIR}/share/scaivault")
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/cmake" "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
