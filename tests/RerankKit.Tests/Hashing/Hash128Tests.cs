using System.Buffers.Binary;

namespace RerankKit.Tests.Hashing;

public class Hash128Tests
{
    private const long Seed = unchecked((long)0x9E3779B97F4A7C15);

    // What the reference C implementation prints for the first n bytes of Data, seed 0 and Seed: high half, low half.
    private static readonly object[,] Expected =
    {
        { 0, "99aa06d3014798d86001c324468d497f", "d142977a2cca554b4ca5176998171787" },
        { 1, "c89f16e01381dd11c00f9d4f580c0c3a", "548cd7e5841fc8d3e8c373bb37200c74" },
        { 2, "dfff8fb46bf94599b248061fb52bd64c", "4d3c39c956e763b7181e20777aab1c20" },
        { 3, "042980e29fe07a72e92112d1e602af4a", "d225240cbe9716cfb68a6cc6a268845a" },
        { 4, "960811bdc2cb9dc3f38741e1b9ccfbd4", "f5a8c0f64054c16af30ebef49357a8aa" },
        { 5, "940670c9fb2d79c419d1bcd6f6b7db50", "7b4dfbd41ea37addf208bd6c7a187d96" },
        { 7, "89f9a951f84d4b04e533c8e6e0b450ef", "210b6a92c5eb5dfcb863084b59a38288" },
        { 8, "ff5c240882695f409aac4cd28c312a76", "c7a7ba041b6dfd8aaa7aa1530cc041ed" },
        { 9, "3ad200a3678150cd289d4cd1af0c84bd", "3d646fd5307c77f0b8f7f426dc874bcf" },
        { 12, "56b51d9ff502892ede25c283636cfbd2", "b8817f501bda220edb21dcae86e55822" },
        { 15, "59fb6f9b90d83888b224dd97f6e0c249", "0ed334ffff2b61e8c088f41df09685e9" },
        { 16, "09bfcf6d0d0c7508729073442c453ee7", "509470d0416cca63ff6f97beffdd4584" },
        { 17, "c0e06f2f6b379f4ad0b31235d80538af", "e1829cc10c8079e0031c28842f1fd843" },
        { 24, "586c7ca82569c63f602b1eb62e78cd98", "f3aefa4e3690f763aa73cea28396a417" },
        { 31, "fce833eae7939e03aa312d0ddde9624d", "f9329948204ca1276484e8a2e0a11b74" },
        { 32, "0bee74e0e3ef74237a78eb27b3aef28b", "a4e2ac18646ed2bd427a62479dfe5839" },
        { 33, "f01a5f3912b24aac0f2a1f3d6e780688", "c2313adde610027633921df7eaee441d" },
        { 48, "a47645bbd3ecef7e49fa9008c34e0054", "6ebd85eb7dce8db80c4caaa6d198bd2d" },
        { 63, "bc60a9b574181c48f2c49aa62f163f8e", "99fccdc8685e06fbe2ce0b7b248fc8bd" },
        { 64, "7d7cc02bbb48520eed9a84b3780fc908", "128e55fa5de6e0095e868b242ef5e925" },
        { 65, "559e598dd20cb466ac9b1ce636d915da", "92fb13f8f06af35c09215847742c1c41" },
        { 96, "14adfddcbd9065a323c4ecc869a876ae", "444e2895e0d05bb07431d9aa8a2e0681" },
        { 97, "66891c04492fc201972292c2bfea9946", "58b7aa1ebf4baff5cc1c34f0c055e03d" },
        { 127, "c27478cc679b3ad9dbb9b7e80da57775", "3cab028c1d14e1db14141360cefb3595" },
        { 128, "b0c97cf51fbd420ec14ef9bdf2926d91", "b3bd138e07e1e7551f02d4471a9991f4" },
        { 129, "77672b5beabfd29e1c66bb88fb267529", "2f2c41c3687835d17e3825f71d3cb3f2" },
        { 143, "d5c9f869aa33a12b35cce1ec6f923d62", "23f8be7c4253ff597bd0e09bbeee692a" },
        { 144, "d2a08f752a70f3b076d6d06e7ddc6a53", "affbd788bb4541ea0326e1e4b8d13a58" },
        { 159, "c17573859ac134cedc4ae86d6167ae3f", "0a3040fe518ff456aa8c90e9e984d24b" },
        { 160, "db8c7991735df8861f11bf59d5e3a2c8", "f9dbf85ca44f525be2ef09efc3f1bcd3" },
        { 161, "6a6a89a45c857442a95ca882eeea54d5", "a76731825cc62eae1f8cfde1d49abf58" },
        { 192, "fe16cd694e956868dcef7d432d7414e6", "27adc0c597a24dcb085716b75e9e3a86" },
        { 223, "1616bd1e044e26f6b4b232ae54a8449a", "eee9660e73ecc612373af687f59d4602" },
        { 224, "78e5b85d9feb56224f061530c5de185a", "a76a29b75e3c687f1b5be8b0dd52333e" },
        { 239, "b9c7a6741ba6770d3bff140641abd336", "2dfa8b35ddc79a09bb72052c5e8a9b44" },
        { 240, "05fb829868e88d8b0dfe588c76a0d834", "02cf62797e8c637e0cf01b9e825a3254" },
        { 241, "19f9ed05e79938962cb1ed4a30c8bded", "212f8615e20804be61c29137c9eb93be" },
        { 255, "42c2c2a055b3ccf1c77eae9c20c21088", "137e26df68be7d2e615a9bb9bc500635" },
        { 256, "1104622b393022127fd97c6450f19383", "4242d8648a929ee48a09b9a9c090f35f" },
        { 257, "15752945fc3fa2a842c723a93a4c46b9", "f50ae018c93d92ab509e0d6772472761" },
        { 320, "dd94127a7af309ec98fae8bdeca76e58", "d585c84fa069e667041334c9944ba4cb" },
        { 511, "2f5aa1efa546bc92f2bf2354a8c603a7", "09a30acf4208b7bd5280fb971b348f42" },
        { 512, "cc59276fde939412d21b608b44320be0", "0bc88407bb36abb2c951c2d0dc28072c" },
        { 513, "b5a33a01746b58f24b109def33495091", "42825f2c6b03baa5ee6d917929ac67d3" },
        { 703, "bafcba28e48ba043bbfecbb4bcf31a24", "eb8fc37d31745f59fd9f279463465622" },
        { 1023, "606e53ea537672a5296b8bdbd696752e", "47d9bac4e23721db58fba29738e55b28" },
        { 1024, "92da9c0cebcc106c5ec111a1e5a293ae", "5eb54663bcd7cebb02cc9c6f55f44b79" },
        { 1025, "76c00571248d69785ea0264528a903fc", "e07bf25ff2aae222f2a1f50896e5dfd5" },
        { 1087, "10e727dd0289431d19785ff014f995e6", "1a8e96d87289d14254b947d7dc8ec08e" },
        { 1088, "67ee30e57b42f75b5caa733531330766", "5671af6f18f3b042a511641a788293fe" },
        { 1089, "970a2873ef25f921093aae8d6736e7b3", "befb7d5320377a95708bcf877c7dd6de" },
        { 1400, "3d3d03380e7e14477064b7816f0a72bd", "fca1917ec983c4281e9bca09f7243103" },
        { 2047, "798375549fb65928a8a55cc80e1493a4", "d04f07a08ece236b65cb690dfd501d32" },
        { 2048, "ab48f2dea3ca5add82651c64d545e737", "bd50b7b54800b89d450bebcd6316a41f" },
        { 2049, "4d726fe56f7ab30535fa9759e87c7270", "c9a08369f135c447bf8daf8207e5466f" },
        { 2112, "6617546e17006921328624814e8ed80f", "51a919d2f81372c6e56e50f30291e0fd" },
        { 3072, "3eebbe55c6a8413659aa790f8da42a28", "6f6fc4b2482491749f2d00827a23212a" },
        { 3073, "dd480f4097dbb6414544941bca0958bb", "55b2eaddff7b6e952931b9fbc53533e3" },
        { 4096, "205cdca1be728c37a76570548864595e", "6222005b4b40168f843965ca7b51b915" },    };

    private static readonly byte[] Data = CreateData();

    public static IEnumerable<TestCaseData> Vectors()
    {
        for (int row = 0; row < Expected.GetLength(0); row++)
        {
            yield return new TestCaseData(Expected[row, 0], 0L, Expected[row, 1]).SetArgDisplayNames($"{Expected[row, 0]} bytes");
            yield return new TestCaseData(Expected[row, 0], Seed, Expected[row, 2]).SetArgDisplayNames($"{Expected[row, 0]} bytes, seeded");
        }
    }

    [TestCaseSource(nameof(Vectors))]
    public void HashIsTheReferenceImplementations(int length, long seed, string expected) =>
        Assert.That(Hash128.OfBytes(Data.AsSpan(0, length), seed).ToString(), Is.EqualTo(expected));

    [TestCase(0L, "71e4d8ab7b12502754664e4732acb0a6")]
    [TestCase(Seed, "1df78f3630e6fb7e1395f038cad5201b")]
    public void EveryLengthUpTo2200IsTheReferenceImplementations(long seed, string expected)
    {
        byte[] hashes = new byte[2200 * 16];
        for (int length = 0; length < 2200; length++)
        {
            Hash128 hash = Hash128.OfBytes(Data.AsSpan(0, length), seed);
            BinaryPrimitives.WriteUInt64LittleEndian(hashes.AsSpan(length * 16), hash.Low);
            BinaryPrimitives.WriteUInt64LittleEndian(hashes.AsSpan((length * 16) + 8), hash.High);
        }

        Assert.That(Hash128.OfBytes(hashes).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void HashOfATextIsTheHashOfItsLittleEndianUtf16() =>
        Assert.That(Hash128.Of("rerank").ToString(), Is.EqualTo("10d7bc9be0ca2164c64035b8fefc5684"));

    [Test]
    public void NoTextIsNotTheEmptyText() => Assert.That(Hash128.Of(null), Is.Not.EqualTo(Hash128.Of("")));

    [Test]
    public void ADigestFollowedByAnotherIsTheHashOfTheirBytes()
    {
        for (int i = 0; i < 4000; i += 32)
        {
            ReadOnlySpan<byte> bytes = Data.AsSpan(i, 32);
            var first = new Hash128(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            var second = new Hash128(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
            Assert.That(first.Then(second), Is.EqualTo(Hash128.OfBytes(bytes)));
        }
    }

    [Test]
    public void ChainedFieldsCannotBeShiftedIntoEachOther()
    {
        Hash128 start = default;
        Assert.That(start.Then("ab").Then("c"), Is.Not.EqualTo(start.Then("a").Then("bc")));
        Assert.That(start.Then("ab").Then((string?)null), Is.Not.EqualTo(start.Then("ab").Then("")));
        Assert.That(start.Then("a").Then("b"), Is.Not.EqualTo(start.Then("b").Then("a")));
    }

    private static byte[] CreateData()
    {
        byte[] data = new byte[4096];
        ulong state = 1;
        for (int i = 0; i < data.Length; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            data[i] = (byte)(state >> 56);
        }

        return data;
    }
}
