namespace RerankKit.Models.Tests.Runtime;

public class FloatWideningTests
{
    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 65_536).Select(bits => (ushort)bits)];

    [Test]
    public void EveryHalfBecomesTheSameNumber([Values(0, 1, 7)] int start)
    {
        float[] widened = new float[65_536 - start];

        FloatWidening.FromFloat16(AllBits.AsSpan(start), widened);

        for (int i = 0; i < widened.Length; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf(AllBits[start + i]);
            if (float.IsNaN(expected) ? !float.IsNaN(widened[i]) : BitConverter.SingleToUInt32Bits(expected) != BitConverter.SingleToUInt32Bits(widened[i]))
            {
                Assert.Fail($"0x{AllBits[start + i]:X4} became {widened[i]:R}, not {expected:R}.");
            }
        }
    }

    [Test]
    public void EveryBFloat16IsTheUpperHalfOfItsNumber([Values(0, 1, 7)] int start)
    {
        float[] widened = new float[65_536 - start];

        FloatWidening.FromBFloat16(AllBits.AsSpan(start), widened);

        Assert.That(widened.Select(number => (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)), Is.EqualTo(AllBits.Skip(start)));
        Assert.That(widened.Select(number => (ushort)BitConverter.SingleToUInt32Bits(number)), Is.All.Zero);
    }
}
