using Polly;

namespace RerankKit;

/// <summary>Tells from a failure whether the call may have reached whoever is paid for it.</summary>
internal static class SentCalls
{
    /// <summary>False for a mistake in the call, which is found before it is sent, for an open circuit or a full queue, and where there was no connection.</summary>
    public static bool MayHaveBeenSent(Exception exception)
    {
        if (exception is ArgumentException or UsageBudgetExceededException)
        {
            return false;
        }

        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is ExecutionRejectedException and not Polly.Timeout.TimeoutRejectedException
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
            {
                return false;
            }
        }

        return true;
    }
}
