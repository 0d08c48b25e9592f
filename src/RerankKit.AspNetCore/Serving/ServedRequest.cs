using Microsoft.AspNetCore.Http;

namespace RerankKit.AspNetCore;

/// <summary>A request on its way, and what is measured of it.</summary>
internal sealed class ServedRequest(HttpContext context, Dialect dialect, long start)
{
    public HttpContext Context => context;

    /// <summary>When it arrived.</summary>
    public long Start => start;

    /// <summary>In whose words it is answered: the path's usual, until the body is read.</summary>
    public Dialect Dialect { get; set; } = dialect;

    public int Documents { get; set; }

    public TimeSpan Waited { get; set; }

    public TimeSpan Scored { get; set; }
}
