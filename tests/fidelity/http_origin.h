// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cs::test
{

/// An origin server for HTTP caches on a port of 127.0.0.1: answers a known path after a delay, with the Cache-Control
/// that it was given, the version of the content as ETag and in the body, 304 to who has that version; counts.
class HttpOrigin
{
public:
    struct Resource {
        std::string cacheControl;
        std::chrono::milliseconds delay {}; ///< of a body
        std::chrono::milliseconds
            check {}; ///< of the answer to whether what the cache has is right; a body comes after
        unsigned version = 1;
        unsigned requests = 0, notModified = 0; ///< counted
    };

    explicit HttpOrigin(std::map<std::string, Resource> resources);
    ~HttpOrigin();
    HttpOrigin(const HttpOrigin &) = delete;
    HttpOrigin &operator=(const HttpOrigin &) = delete;

    int port() const { return m_port; }
    /// The content of the path changes.
    void change(const std::string &path);
    Resource resource(const std::string &path) const;

private:
    void acceptAll();
    void serve(int socket);
    std::string answer(const std::string &path, const std::string &knownTag);

    mutable std::mutex m_lock; ///< for all below
    std::map<std::string, Resource> m_resources;
    std::vector<int> m_sockets;
    std::vector<std::thread> m_workers;
    bool m_ending = false;
    int m_socket = -1;
    int m_port = 0;
    std::thread m_acceptor;
};

/// What a cache answered to one GET.
struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers; ///< by name in lower case
    std::string body;
};

HttpAnswer httpGet(int port, const std::string &path);

} // namespace cs::test
