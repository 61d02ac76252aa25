// violation: indirect call
#include <cstdint>

class sink {
public:
    virtual void rotated(std::int64_t version) = 0;
};

extern "C" void matched(sink& handler, std::int64_t version) {
    handler.rotated(version);
}
