// A receiver that lets everything be seen that it ever shows, then goes, and leaves its memory to be searched. The
// deliveries come on the standard input: the timestamp, the signature and the body, each on a line.
//
// usage: canary_program wipe|keep   keep: a copy of the secret is left on purpose

#include "canary_secret.hpp"

#include <scaivault/events/print.hpp>
#include <scaivault/receiver.hpp>

#include <openssl/crypto.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

#include <unistd.h>

namespace {

using namespace scaivault;

/// The whole input, in memory of our own: what came from a sender is the caller's to wipe.
class input {
public:
    input() {
        for (ssize_t size = 0;
             (size = ::read(STDIN_FILENO, bytes_.data() + size_, bytes_.size() - size_)) > 0;)
            size_ += static_cast<std::size_t>(size);
    }

    ~input() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

    [[nodiscard]] std::string_view line() {
        const std::string_view rest(bytes_.data() + read_, size_ - read_);
        const auto end = rest.find('\n');
        if (end == std::string_view::npos)
            return {};
        read_ += end + 1;
        return rest.substr(0, end);
    }

private:
    std::array<char, 16'384> bytes_{};
    std::size_t size_ = 0;
    std::size_t read_ = 0;
};

void show(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        std::cout << "exception: " << error.what() << '\n';
    }
}

void receive_all() {
    std::array<char, canary::secret_size + 1> secret{};
    canary::derive_secret(std::span(secret).first(canary::secret_size));
    secret.back() = '\n';
    const std::string_view with_line_feed(secret.data(), secret.size());
    const auto whole = with_line_feed.substr(0, canary::secret_size);

    try {
        (void)signing_secrets{whole, whole.substr(0, 15)};
    } catch (...) {
        show(std::current_exception());
    }
    std::chrono::sys_seconds now{};
    receiver_options options;
    options.clock = [&] { return now; };
    options.verify.explain = true;
    options.verify.on_warning = [](std::string_view text) { std::cout << "warning: " << text << '\n'; };
    std::optional<receiver> r(std::in_place, signing_secrets{whole, with_line_feed, whole.substr(0, 20)},
                              options);
    OPENSSL_cleanse(secret.data(), secret.size());

    input from;
    for (bool fails = false;; fails = true) {
        const auto timestamp = from.line();
        const auto signature = from.line();
        const auto body = from.line();
        if (timestamp.empty())
            break;
        std::chrono::seconds::rep seconds = 0;
        std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
        now = std::chrono::sys_seconds(std::chrono::seconds(seconds));
        const auto result =
            r->receive({timestamp, signature, "", "", body}, handlers{otherwise([&](const auto& e) {
                           std::cout << "event: " << e << '\n';
                           if (fails)
                               throw std::runtime_error("the handler failed");
                       })});
        std::cout << to_string(result.kind()) << ' ' << http_status(result) << ' ' << result.event_type()
                  << '\n';
        if (result.error() != nullptr)
            std::cout << *result.error() << '\n' << result.error()->message() << '\n';
        if (result.exception())
            show(result.exception());
    }
    r.reset();
}

} // namespace

int main(int argc, char** argv) {
    static std::array<char, canary::secret_size> kept{};
    if (argc > 1 && std::string_view(argv[1]) == "keep")
        canary::derive_secret(kept);
    receive_all();
    std::cout << "stopped" << std::endl;
    ::raise(SIGSTOP);
    return kept[0] == '?' ? 1 : 0;
}
