namespace RerankKit.Models.Tests;

public sealed class OnnxExternalDataTests
{
    private readonly string _path = Path.GetTempFileName();

    [OneTimeTearDown]
    public void Delete() => File.Delete(_path);

    [Test]
    public void EveryLocationIsFoundOnce() =>
        Assert.That(Read(HubModel.GraphWithWeightsIn("a.data", "./b.data", "a.data")), Is.EqualTo(["a.data", "b.data"]));

    [Test]
    public void AGraphWithItsOwnWeightsHasNone() => Assert.That(Read(HubModel.Graph(1, 5000)), Is.Empty);

    [TestCase("../../secret")]
    [TestCase("/etc/passwd")]
    [TestCase("a\\..\\b")]
    public void ALocationOutsideTheModelIsRefused(string location) =>
        Assert.That(() => Read(HubModel.GraphWithWeightsIn(location)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(location));

    [Test]
    public void WhatIsCutOffIsRefused()
    {
        byte[] whole = HubModel.GraphWithWeightsIn("a.data");
        for (int length = 1; length < whole.Length; length++)
        {
            Assert.That(() => Read(whole[..length]), Throws.InstanceOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void WhatIsNoProtocolBufferNeverHangsOrCrashes()
    {
        var random = new Random(7);
        for (int i = 0; i < 500; i++)
        {
            byte[] noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            try
            {
                Read(noise);
            }
            catch (InvalidDataException)
            {
                // Refused, as most noise is.
            }
        }
    }

    private IReadOnlyList<string> Read(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        return OnnxExternalData.ReadLocations(_path);
    }
}
