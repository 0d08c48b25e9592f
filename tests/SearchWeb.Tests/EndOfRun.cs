namespace SearchWeb.Tests;

[SetUpFixture]
public sealed class EndOfRun
{
    [OneTimeTearDown]
    public Task EndAsync() => RunningApp.EndAsync();
}
