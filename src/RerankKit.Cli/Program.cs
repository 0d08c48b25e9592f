using System.Runtime.InteropServices;
using RerankKit.Cli;

using var cancellation = new CancellationTokenSource();
int signal = 0;
void end(PosixSignalContext context)
{
    // The second one ends the process as if nobody listened.
    context.Cancel = !cancellation.IsCancellationRequested;
    signal = context.Signal switch { PosixSignal.SIGHUP => 1, PosixSignal.SIGTERM => 15, _ => 2 };
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, end);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, end);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, end);
int exitCode = await RerankKitTool.RunAsync(args, ToolConsole.OfProcess(cancellation.Token), cancellation.Token);
return exitCode == ExitCode.Cancelled ? ExitCode.OfSignal(signal) : exitCode;
