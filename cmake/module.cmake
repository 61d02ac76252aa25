# scaivault::module: scaivault::webhook as a C++20 module, for `import scaivault;`. Built only if something links it. There is
# no such target with CMake before 3.28, which knows no modules, nor with GCC: GCC 14 cannot read the module that it has written.
if(scaivault_webhook_FOUND AND NOT TARGET scaivault_module AND CMAKE_VERSION VERSION_GREATER_EQUAL 3.28
   AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # In the source tree, and where it is installed.
    find_file(SCAIVAULT_MODULE scaivault/scaivault.cppm NO_DEFAULT_PATH
              PATHS ${CMAKE_CURRENT_LIST_DIR}/../include ${CMAKE_CURRENT_LIST_DIR}/../../../include
                    ${CMAKE_CURRENT_LIST_DIR}/../../include)
    mark_as_advanced(SCAIVAULT_MODULE)
    get_filename_component(folder ${SCAIVAULT_MODULE} DIRECTORY)
    add_library(scaivault_module STATIC EXCLUDE_FROM_ALL)
    add_library(scaivault::module ALIAS scaivault_module)
    target_sources(scaivault_module PUBLIC FILE_SET CXX_MODULES BASE_DIRS ${folder} FILES ${SCAIVAULT_MODULE})
    target_link_libraries(scaivault_module PUBLIC scaivault::webhook)
    unset(folder)
endif()
