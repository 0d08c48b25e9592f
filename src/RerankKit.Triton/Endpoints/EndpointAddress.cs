namespace RerankKit.Triton;

/// <summary>Addresses of servers.</summary>
internal static class EndpointAddress
{
    /// <summary>Refuses what is no server's address, and closes the path so that routes lie below it.</summary>
    /// <exception cref="ArgumentException">It is no http or https address, has credentials, a query or a fragment.</exception>
    public static Uri Check(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The endpoint '{endpoint}' is no address. Allowed are http and https, for example http://localhost:8000.", nameof(endpoint));
        }

        if (endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
        {
            throw new ArgumentException($"The endpoint at '{endpoint.Authority}' has credentials, a query or a fragment. Give its address alone; a token belongs into the options.", nameof(endpoint));
        }

        return endpoint.AbsolutePath.EndsWith('/') ? endpoint : new(endpoint.AbsoluteUri + "/");
    }
}
