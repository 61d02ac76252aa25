#pragma once

#include "message.hpp"
#include "options.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <cstddef>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace example {

/// Accepts connections until a signal arrives, and passes each to the thread with the fewest connections. It is compiled
/// in server.cpp.
class server {
public:
    /// Starts listening. Throws `boost::system::system_error` if that fails; what() contains the address.
    ///
    /// \param tls  null for plain HTTP; must outlive the server
    server(const receiver_settings& settings, request_handler handler, boost::asio::ssl::context* tls);
    ~server();

    /// The address and the actual port.
    [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const;

    /// Serves until a signal arrives, and then until requests in progress are answered or the grace period is over.
    /// Returns the number of connections that were cut off. Throws `std::system_error` if a thread cannot be started.
    ///
    /// \param ready  set to false when the signal arrives, before the time of `--drain` begins; must outlive the call
    std::size_t run(std::atomic<bool>& ready);

private:
    class front;
    std::unique_ptr<front> front_;
};

} // namespace example
