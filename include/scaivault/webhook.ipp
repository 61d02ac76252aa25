#pragma once

/// With SCAIVAULT_SEPARATE defined for the whole program, one of its source files must include this file. It compiles the
/// reader, the verifier and the tables of ScaiVault's catalog, which the headers only declare then. Without
/// SCAIVAULT_SEPARATE it adds nothing to the headers.

#include "webhook.hpp"
#include <webhooks/webhooks.ipp>

#ifdef SCAIVAULT_SEPARATE
template const webhooks::detail::catalog_table&
webhooks::detail::table_of_catalog<scaivault::catalog>() noexcept;
template class webhooks::basic_verifier<scaivault::scheme>;
#endif
