// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace cs::test
{

/// Scans a text for well-formed XML as far as it can go wrong in what we write: one root, matching tags, quoted unique
/// attributes, known entities, no stray < or &, no control characters. Gives what is wrong, empty if nothing is.
class XmlCheck
{
public:
    static std::string errorIn(std::string_view text) { return XmlCheck(text).run(); }

private:
    explicit XmlCheck(std::string_view text)
        : m_text(text)
    {
    }

    std::string run()
    {
        while (m_error.empty() && m_pos < m_text.size()) {
            if (m_text[m_pos] == '<')
                tag();
            else
                character(m_open.empty());
        }
        if (m_error.empty() && !m_open.empty())
            m_error = "not closed: " + m_open.back();
        if (m_error.empty() && m_roots != 1)
            m_error = "not one root";
        return m_error.empty() ? "" : m_error + " at " + std::to_string(m_pos);
    }

    void character(bool outside)
    {
        const char c = m_text[m_pos];
        if (c == '&')
            return entity();
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
            m_error = "control character";
        else if (outside && !std::isspace(static_cast<unsigned char>(c)))
            m_error = "text outside the root";
        ++m_pos;
    }

    void entity()
    {
        for (const std::string_view known : { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" })
            if (m_text.substr(m_pos, known.size()) == known) {
                m_pos += known.size();
                return;
            }
        m_error = "stray &";
    }

    std::string name()
    {
        const std::size_t from = m_pos;
        while (m_pos < m_text.size()
            && (std::isalnum(static_cast<unsigned char>(m_text[m_pos])) || m_text[m_pos] == '-'
                || m_text[m_pos] == ':'))
            ++m_pos;
        if (m_pos == from)
            m_error = "name expected";
        return std::string(m_text.substr(from, m_pos - from));
    }

    bool take(char c)
    {
        if (m_pos >= m_text.size() || m_text[m_pos] != c)
            return false;
        ++m_pos;
        return true;
    }

    void tag()
    {
        ++m_pos;
        if (take('/')) {
            const std::string closed = name();
            if (m_open.empty() || m_open.back() != closed || !take('>'))
                m_error = "wrong end tag " + closed;
            else
                m_open.pop_back();
            return;
        }
        const std::string opened = name();
        if (m_open.empty())
            ++m_roots;
        attributes();
        const bool empty = take('/');
        if (m_error.empty() && !take('>'))
            m_error = "> expected in " + opened;
        if (!empty)
            m_open.push_back(opened);
    }

    void attributes()
    {
        std::vector<std::string> seen;
        while (m_error.empty() && take(' ')) {
            const std::string attribute = name();
            for (const auto &other : seen)
                if (other == attribute)
                    m_error = "twice: " + attribute;
            seen.push_back(attribute);
            if (!take('=') || !take('"')) {
                m_error = "value expected of " + attribute;
                return;
            }
            while (m_error.empty() && m_pos < m_text.size() && m_text[m_pos] != '"') {
                if (m_text[m_pos] == '<')
                    m_error = "< in a value";
                else
                    character(false);
            }
            take('"');
        }
    }

    std::string_view m_text;
    std::size_t m_pos = 0;
    std::size_t m_roots = 0;
    std::vector<std::string> m_open;
    std::string m_error;
};

} // namespace cs::test
