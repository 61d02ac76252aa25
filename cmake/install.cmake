# Installs everything except the components' own files. debian/ makes packages of it.
include(CMakePackageConfigHelpers)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.cppm")

# Created at installation, so that nothing has to be built first, and always from the current headers.
set(single_file ${PROJECT_BINARY_DIR}/install/scaivault.hpp)
set(amalgamate ${CMAKE_COMMAND} -D OUTPUT=${single_file} -P ${PROJECT_SOURCE_DIR}/cmake/amalgamate.cmake)
install(CODE "execute_process(COMMAND ${amalgamate} COMMAND_ERROR_IS_FATAL ANY)" COMPONENT development)
install(FILES ${single_file} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

# Below 1.0.0, a new minor number can be a breaking change.
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/install/scaivaultConfigVersion.cmake
    VERSION ${PROJECT_VERSION}
    COMPATIBILITY SameMinorVersion
    ARCH_INDEPENDENT
)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/scaivaultConfig.cmake
              ${PROJECT_SOURCE_DIR}/cmake/module.cmake
              ${PROJECT_SOURCE_DIR}/cmake/separate.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Findhttplib.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Findlibnats.cmake
              ${PROJECT_BINARY_DIR}/install/scaivaultConfigVersion.cmake
        DESTINATION ${SCAIVAULT_CMAKE_DIR} COMPONENT development)
