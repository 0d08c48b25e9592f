namespace RerankKit.TestSupport;

/// <summary>What only a process with ICU can do: compose and decompose text, and know cultures.</summary>
public static class Icu
{
    /// <summary>Ignores the test where the process runs without ICU, as RerankKit may.</summary>
    public static void Need()
    {
        if ("e\u0301".Normalize() != "é")
        {
            Assert.Ignore("This process runs without ICU, in which string.Normalize composes nothing and there is one culture.");
        }
    }
}
