namespace RerankKit.Onnx.Tests;

[SetUpFixture]
internal sealed class SharedModelsFixture
{
    [OneTimeTearDown]
    public void Delete() => SharedModels.Delete();
}
