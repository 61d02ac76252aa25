# Installs everything except the components' own files, and defines the Debian package.
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

set(documentation ${CMAKE_INSTALL_DATADIR}/doc/libscaivault-dev)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${documentation}
        COMPONENT development)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${documentation} RENAME copyright COMPONENT development)

if(PROJECT_IS_TOP_LEVEL)
    # One .deb per component: headers are architecture-independent, programs are not.
    set(CPACK_GENERATOR DEB)
    set(CPACK_PACKAGE_NAME scaivault)
    set(CPACK_PACKAGE_VENDOR "the scaivault-webhook authors")
    set(CPACK_PACKAGE_CONTACT "the scaivault-webhook authors <noreply@invalid>")
    set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
    set(CPACK_COMPONENTS_ALL development)
    find_path(CLI11_INCLUDE_DIR CLI/CLI.hpp)
    if(SCAIVAULT_EXAMPLES AND CLI11_INCLUDE_DIR)
        list(APPEND CPACK_COMPONENTS_ALL programs) # scaivault-events; see examples/events
    endif()
    set(CPACK_DEB_COMPONENT_INSTALL ON)
    set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
    set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libscaivault-dev)
    set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_ARCHITECTURE all)
    set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
    set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
        "${PROJECT_DESCRIPTION}
A header-only C++20 library: signed webhook bodies become typed events, and go
to handlers that the compiler has checked."
    )
    # Debian 12 has 1.74 (default) and 1.81, Debian 13 has 1.83 and 1.88.
    set(boost_headers "libboost1.81-dev | libboost1.83-dev | libboost1.88-dev | libboost-dev (>= 1.81)")
    string(REPLACE "libboost" "libboost-json" boost_json "${boost_headers}")
    set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${boost_headers}, ${boost_json}, libssl-dev (>= 3)")
    set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS
        "cmake, pkg-config, libcpp-httplib-dev, libnats-dev, libsqlite3-dev"
    )
    set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME scaivault-events)
    set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION utils)
    set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_PROGRAMS_DESCRIPTION
        "ScaiVault's webhook events on the command line
Lists, receives, sends, signs, verifies and reads the events that ScaiVault
posts to webhooks."
    )
    set(CPACK_VERBATIM_VARIABLES TRUE)
    include(CPack)
endif()
