// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace cs
{

/// Walks over one JSON object and gives its plain members (strings, numbers, true, false) with their dotted names.
/// Objects are entered up to a few levels, arrays and nulls are passed over. Total: any bytes give members or an error,
/// in one pass and bounded memory.
class JsonScanner
{
public:
    /// Name and text are valid during the call only.
    using Member = std::function<void(std::string_view name, std::string_view text)>;
    /// Empty when the text is one whole JSON object, else what is wrong with it.
    std::string scan(std::string_view text, const Member &member);

private:
    bool object(int depth);
    bool value(int depth);
    bool string(std::string &out);
    bool escape(std::string &out);
    bool hex4(unsigned &code);
    bool skipNested();
    bool wrong(const char *what);
    void skipBlanks();
    bool takeChar(char c);

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_name, m_string, m_error;
    const Member *m_member = nullptr;
};

} // namespace cs
