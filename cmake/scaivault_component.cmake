# scaivault_component(NAME                  the target scaivault::NAME and the component NAME of find_package
#     DESCRIPTION <text>                    one line, for pkg-config
#     [NEEDS <component>...]                components of this project, defined before
#     [PACKAGES "<package and options>"...] arguments of find_package: "OpenSSL 3 COMPONENTS Crypto"
#     [LIBRARIES <target>...]               the targets of those packages
#     [PKG_CONFIG_REQUIRES <module>...]     their pkg-config modules
#     [PKG_CONFIG_LIBS <flag>...])          linker flags of packages without a module
#
# Packages are searched if the component is in SCAIVAULT_COMPONENTS. Other components are defined nevertheless,
# because a header-only target can be installed without its libraries. If this is the top-level project, their
# packages are searched with QUIET, and scaivault_NAME_FOUND is set to the result.
function(scaivault_component name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DESCRIPTION"
                          "NEEDS;PACKAGES;LIBRARIES;PKG_CONFIG_REQUIRES;PKG_CONFIG_LIBS")
    set(wanted FALSE)
    if(name IN_LIST SCAIVAULT_COMPONENTS)
        set(wanted TRUE)
    endif()

    set(found TRUE)
    foreach(package IN LISTS arg_PACKAGES)
        separate_arguments(package UNIX_COMMAND "${package}")
        if(wanted)
            find_package(${package} REQUIRED)
        elseif(PROJECT_IS_TOP_LEVEL)
            find_package(${package} QUIET)
        endif()
        list(GET package 0 package)
        if(NOT ${package}_FOUND)
            set(found FALSE)
        endif()
    endforeach()
    set(scaivault_${name}_FOUND ${found} PARENT_SCOPE)
    # Imported targets are local to this directory by default, but the including project links with them.
    get_directory_property(imported IMPORTED_TARGETS)
    if(imported)
        set_target_properties(${imported} PROPERTIES IMPORTED_GLOBAL TRUE)
    endif()

    set(target scaivault_${name})
    add_library(${target} INTERFACE)
    add_library(scaivault::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    target_compile_features(${target} INTERFACE cxx_std_20)
    target_include_directories(
        ${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    )
    list(TRANSFORM arg_NEEDS PREPEND scaivault_ OUTPUT_VARIABLE needs)
    target_link_libraries(${target} INTERFACE ${needs} ${arg_LIBRARIES})

    if(SCAIVAULT_INSTALL)
        install(TARGETS ${target} EXPORT ${target})
        install(
            EXPORT ${target}
            FILE ${name}-targets.cmake
            NAMESPACE scaivault::
            DESTINATION ${SCAIVAULT_CMAKE_DIR}
            COMPONENT development
        )
        # The component's data for scaivaultConfig.cmake.
        file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/install/${name}.cmake @ONLY
             CONTENT "set(scaivault_@name@_NEEDS \"@arg_NEEDS@\")\nset(scaivault_@name@_PACKAGES \"@arg_PACKAGES@\")\n"
        )
        list(TRANSFORM arg_NEEDS PREPEND scaivault- OUTPUT_VARIABLE requires)
        list(APPEND requires ${arg_PKG_CONFIG_REQUIRES})
        list(JOIN requires ", " requires)
        list(JOIN arg_PKG_CONFIG_LIBS " " libs)
        configure_file(${PROJECT_SOURCE_DIR}/cmake/component.pc.in
                       ${PROJECT_BINARY_DIR}/install/scaivault-${name}.pc @ONLY)
        install(FILES ${PROJECT_BINARY_DIR}/install/${name}.cmake DESTINATION ${SCAIVAULT_CMAKE_DIR}
                COMPONENT development)
        install(FILES ${PROJECT_BINARY_DIR}/install/scaivault-${name}.pc
                DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig COMPONENT development)
    endif()
endfunction()
