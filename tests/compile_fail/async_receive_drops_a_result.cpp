#include <scaivault/asio.hpp>

using namespace scaivault;
using boost::asio::awaitable;

awaitable<outcome> take(receiver& by, delivery received) {
#ifdef CORRECTED
    static const handlers hs{on<"secret.rotated">([](const auto&) -> awaitable<void> { co_return; }),
                             ignore_rest};
    return async_receive(by, received, hs);
#else
    static const handlers hs{on<"secret.rotated">([](const auto&) -> awaitable<bool> { co_return true; }),
                             ignore_rest};
    return async_receive(by, received, hs);
    // error: handler_result_would_be_dropped<"secret.rotated", boost::asio::awaitable<bool>
#endif
}
