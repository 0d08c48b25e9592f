using System.CommandLine;
using SearchWeb;

Option<DirectoryInfo> dataset = new Option<DirectoryInfo>("--dataset") { Description = "A collection in the BEIR layout. Without it: the quickstart's, which is built in." }.AcceptExistingOnly();
var store = new Option<FileInfo>("--store") { Description = "A file that keeps the vectors of passages over restarts; it is made where there is none." };
var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:8090" };
var command = new RootCommand("A page on which a person sees why a passage stands where it stands.") { dataset, store, urls };
command.SetAction(async (result, cancellationToken) =>
{
    await using WebApplication app = SearchApp.Create(result.GetValue(dataset)?.FullName, result.GetValue(store)?.FullName, result.GetValue(urls)!);
    await app.RunAsync(cancellationToken);
});
try
{
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
{
    // A wrong path, a bad line, a port that is taken: the message says what to do, and the stack trace would hide it.
    await Console.Error.WriteLineAsync($"error: {exception.Message}");
    return 2;
}
