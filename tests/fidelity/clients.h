// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fidelity/connection.h"

#include <map>
#include <stdexcept>
#include <vector>

namespace cs::test
{

/// What a cache's client can do; requests are sent together, then their replies taken in the same order.
class CacheClient
{
public:
    virtual ~CacheClient() = default;
    virtual void sendGet(const std::string &key) = 0;
    virtual void sendSet(const std::string &key, std::string_view value) = 0;
    virtual void sendDelete(const std::string &key) = 0;
    /// True for a hit.
    virtual bool takeGet() = 0;
    /// False when the server refused to store.
    virtual bool takeSet() = 0;
    virtual void takeDelete() = 0;
};

/// RESP2, as redis-server speaks it.
class RedisClient final : public CacheClient
{
public:
    explicit RedisClient(int port)
        : m_connection(port)
    {
    }

    void send(const std::vector<std::string_view> &words)
    {
        m_connection.write("*" + std::to_string(words.size()) + "\r\n");
        for (const auto word : words) {
            m_connection.write("$" + std::to_string(word.size()) + "\r\n");
            m_connection.write(word);
            m_connection.write("\r\n");
        }
    }
    /// A reply that is no list: its text, or nothing for a null; an error begins with '-'.
    std::string take(bool *isNull = nullptr)
    {
        const std::string line = m_connection.readLine();
        if (line.empty() || line[0] == '*')
            throw std::runtime_error("unexpected reply: " + line);
        if (line[0] == '-')
            return line;
        if (line[0] != '$')
            return line.substr(1);
        const long length = std::stol(line.substr(1));
        if (isNull)
            *isNull = length < 0;
        if (length < 0)
            return {};
        std::string text = m_connection.readBytes(static_cast<std::size_t>(length) + 2);
        text.resize(static_cast<std::size_t>(length));
        return text;
    }
    std::string call(const std::vector<std::string_view> &words)
    {
        send(words);
        return take();
    }
    /// A number out of INFO.
    std::uint64_t info(const std::string &section, const std::string &name)
    {
        const std::string text = call({ "INFO", section });
        const std::size_t at = text.find("\n" + name + ":");
        if (at == std::string::npos)
            throw std::runtime_error("INFO has no " + name);
        return std::stoull(text.substr(at + name.size() + 2));
    }

    void sendGet(const std::string &key) override { send({ "GET", key }); }
    void sendSet(const std::string &key, std::string_view value) override { send({ "SET", key, value }); }
    void sendDelete(const std::string &key) override { send({ "DEL", key }); }
    bool takeGet() override
    {
        bool isNull = false;
        take(&isNull);
        return !isNull;
    }
    bool takeSet() override { return take() == "OK"; }
    void takeDelete() override { take(); }

private:
    Connection m_connection;
};

} // namespace cs::test
