namespace RerankKit.Cli;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The gate failed, or a line of <c>rerank --jsonl</c> did.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or a file cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
