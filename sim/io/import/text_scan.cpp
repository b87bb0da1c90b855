// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/text_scan.h"

namespace cs::scan
{

std::string quoted(std::string_view text, std::size_t most)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text.substr(0, most)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            result += c;
        } else {
            result += "\\x";
            result += digits[byte >> 4];
            result += digits[byte & 15];
        }
    }
    result += text.size() > most ? "...\"" : "\"";
    return result;
}

} // namespace cs::scan
