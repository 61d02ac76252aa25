# scaivault::webhook_separate: scaivault::webhook, whose reader, verifier and catalog are compiled once, in a static
# library, and only declared in the source files that link it. Built only if something links it.
# Without the packages of scaivault::webhook, there is no such target.
if(scaivault_webhook_FOUND AND NOT TARGET scaivault_webhook_separate)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/scaivault_webhook_separate.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include <scaivault/webhook.ipp>\n")
    add_library(scaivault_webhook_separate STATIC EXCLUDE_FROM_ALL ${source})
    add_library(scaivault::webhook_separate ALIAS scaivault_webhook_separate)
    target_compile_definitions(scaivault_webhook_separate PUBLIC SCAIVAULT_SEPARATE WEBHOOKS_SEPARATE)
    target_link_libraries(scaivault_webhook_separate PUBLIC scaivault::webhook)
    unset(source)
endif()
