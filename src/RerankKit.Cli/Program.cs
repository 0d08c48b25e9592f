using System.Runtime.InteropServices;
using RerankKit.Cli;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    cancellation.Cancel();
});
return await RerankKitTool.RunAsync(args, ToolConsole.OfProcess(), cancellation.Token);
