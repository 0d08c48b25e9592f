using RerankKit.Cli;

ToolConsole console = ToolConsole.OfProcess();
int exitCode = await RerankKitTool.RunAsync(args, console);
await console.Output.FlushAsync();
return exitCode;
