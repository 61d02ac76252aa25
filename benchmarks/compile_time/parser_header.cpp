// Boost.JSON's parser alone, without a handler: the part of the header's time that is not this library's.
#include <boost/json/basic_parser_impl.hpp>
