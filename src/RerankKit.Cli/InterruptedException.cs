namespace RerankKit.Cli;

/// <summary>Somebody ended the work, and there is more to say than that: how much is done, and where it is kept.</summary>
internal sealed class InterruptedException(string message, CancellationToken cancellationToken) : OperationCanceledException(message, cancellationToken);
