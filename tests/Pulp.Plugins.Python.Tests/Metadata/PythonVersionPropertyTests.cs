using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

/// <summary>Compares the sort key with the order of PEP 440 written down a second time, segment by segment.</summary>
public sealed class PythonVersionPropertyTests
{
    private static readonly Gen<BigInteger> Numbers = Gen.OneOf(
        Gen.Choose(0, 3).Select(static n => new BigInteger(n)),
        Gen.Choose(190, 300).Select(static n => new BigInteger(n)),
        Gen.Choose(0, int.MaxValue).Select(static n => new BigInteger(n)),
        Gen.Choose(1, 300).Select(static n => BigInteger.Pow(10, n) + n));

    private static readonly Gen<string> Versions =
        from epoch in Gen.Frequency((4, Gen.Constant(string.Empty)), (1, Numbers.Select(static n => n + "!")))
        from release in Numbers.NonEmptyListOf()
        from pre in Gen.Frequency((2, Gen.Constant(string.Empty)), (1, Gen.Elements("a", "b", "rc").SelectMany(static kind => Numbers.Select(n => kind + n))))
        from post in Gen.Frequency((2, Gen.Constant(string.Empty)), (1, Numbers.Select(static n => ".post" + n)))
        from dev in Gen.Frequency((2, Gen.Constant(string.Empty)), (1, Numbers.Select(static n => ".dev" + n)))
        from local in Gen.Frequency((2, Gen.Constant(string.Empty)), (1, Gen.OneOf(Numbers.Select(static n => n.ToString()), Gen.Elements("a", "ab", "abc", "z9", "0a")).NonEmptyListOf().Select(static list => "+" + string.Join('.', list.Take(3)))))
        let text = epoch + string.Join('.', release.Take(4)) + pre + post + dev + local
        select text.Length <= PythonVersion.MaxLength ? text : "1.0";

    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20240229, 77);

    [Test]
    public void The_order_of_sort_keys_is_the_order_of_versions() =>
        Prop.ForAll(Versions.Two().ToArbitrary(), static pair =>
        {
            var (left, right) = (PythonVersion.Parse(pair.Item1), PythonVersion.Parse(pair.Item2));
            var keys = left.ToSortKey().AsSpan().SequenceCompareTo(right.ToSortKey());
            return Math.Sign(keys) == Math.Sign(CompareBySegments(left, right));
        }).Check(Thorough);

    [Test]
    public void The_canonical_spelling_reads_back_as_the_same_version() =>
        Prop.ForAll(Versions.ToArbitrary(), static text =>
        {
            var version = PythonVersion.Parse(text);
            return PythonVersion.Parse(version.ToString()) == version && PythonVersion.Parse(version.ToString()).ToString() == version.ToString();
        }).Check(Thorough);

    [Test]
    public void No_text_makes_the_parser_or_the_legacy_key_fail() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            _ = PythonVersion.TryParse(text, out _);
            return text is null || PythonVersion.SortKeyOf(text).Length > 0;
        }).Check(Thorough);

    private static int CompareBySegments(PythonVersion left, PythonVersion right)
    {
        int[] comparisons =
        [
            left.Epoch.CompareTo(right.Epoch),
            CompareReleases(left, right),
            Phase(left).CompareTo(Phase(right)),
            left.PreNumber.CompareTo(right.PreNumber),
            (left.Post ?? -1).CompareTo(right.Post ?? -1),
            CompareDev(left, right),
            CompareLocal(left, right),
        ];
        return Array.Find(comparisons, static comparison => comparison != 0);
    }

    private static int CompareReleases(PythonVersion left, PythonVersion right)
    {
        for (var i = 0; i < Math.Max(left.Release.Length, right.Release.Length); i++)
        {
            var a = i < left.Release.Length ? left.Release[i] : 0;
            var b = i < right.Release.Length ? right.Release[i] : 0;
            if (a != b)
            {
                return a.CompareTo(b);
            }
        }

        return 0;
    }

    private static int Phase(PythonVersion version) =>
        version.PreKind != PreReleaseKind.None ? (int)version.PreKind : version.Dev is not null && version.Post is null ? 0 : 4;

    private static int CompareDev(PythonVersion left, PythonVersion right) =>
        left.Dev is null || right.Dev is null ? (left.Dev is null).CompareTo(right.Dev is null) : left.Dev.Value.CompareTo(right.Dev.Value);

    private static int CompareLocal(PythonVersion left, PythonVersion right)
    {
        for (var i = 0; i < Math.Min(left.Local.Length, right.Local.Length); i++)
        {
            var (a, b) = (left.Local[i], right.Local[i]);
            var comparison = a.Number is { } x && b.Number is { } y ? x.CompareTo(y)
                : a.Number is null && b.Number is null ? string.CompareOrdinal(a.Text, b.Text)
                : (a.Number is not null).CompareTo(b.Number is not null);
            if (comparison != 0)
            {
                return comparison;
            }
        }

        return left.Local.Length.CompareTo(right.Local.Length);
    }
}
