namespace RerankKit.Cli;

/// <summary>The work ended before its end. The message says why, how much is done, where that is kept, and how to go on.</summary>
internal sealed class UnfinishedException(string message, Exception? innerException = null) : Exception(message, innerException);
