namespace RerankKit.Managed.Tests;

[SetUpFixture]
internal sealed class SharedModelsFixture
{
    [OneTimeTearDown]
    public void Delete() => SharedModels.Delete();
}
