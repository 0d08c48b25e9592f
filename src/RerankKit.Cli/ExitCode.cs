namespace RerankKit.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The gate failed, a query or a line could not be answered, or the work ended before its end.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or a file cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>A signal, as shells count it: 143 is SIGTERM.</summary>
    public static int OfSignal(int signal) => 128 + signal;
}
