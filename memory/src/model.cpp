// The few member functions of the model's plain values.
// Everything that judges a value is in validate/, not here.
#include <memory/model.hpp>

namespace memory {

bool MemoryContext::empty() const {
    return *this == MemoryContext();
}

bool MemoryPatch::empty() const noexcept {
    return !title && !content && !summary && !tags && !importance && !confidence;
}

}  // namespace memory
