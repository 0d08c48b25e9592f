namespace RerankKit.Remote;

/// <summary>Puts servers' addresses and providers' paths together.</summary>
internal static class Endpoints
{
    public static Uri Check(Uri endpoint, string name)
    {
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps) || endpoint.Host.Length == 0)
        {
            throw new ArgumentException($"{name} is not an absolute http or https address, for example https://rerank.example:8080.", name);
        }

        return endpoint.UserInfo.Length == 0
            ? endpoint
            : throw new ArgumentException($"{name} holds a user name or password, which would reach logs. Take them out and set them as credentials.", name);
    }

    /// <summary>Adds a path to an address, unless it ends in that path's last part already; a version that stands in both is taken once.</summary>
    public static Uri Join(Uri endpoint, string path)
    {
        string own = endpoint.AbsolutePath.TrimEnd('/');
        string last = path[path.LastIndexOf('/')..];
        if (own.EndsWith(last, StringComparison.OrdinalIgnoreCase))
        {
            return endpoint;
        }

        int second = path.IndexOf('/', 1);
        if (second > 0 && own.EndsWith(path[..second], StringComparison.OrdinalIgnoreCase))
        {
            path = path[second..];
        }

        return Replace(endpoint, own + path);
    }

    /// <summary>The same address with another path; the query stays.</summary>
    public static Uri Replace(Uri endpoint, string path) => new(endpoint.GetLeftPart(UriPartial.Authority) + path + endpoint.Query);
}
