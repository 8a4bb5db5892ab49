namespace LagrangeMLNet.Tests.BadInput;

/// <summary>What a fit to bad input has to come to: an error whose message mentions certain things, a sound model, or either.</summary>
internal sealed record Expected(bool MayFail, bool MayFit, string[] Mentions, int Skipped)
{
    public static Expected Error(params string[] mentions) => new(true, false, mentions, 0);

    public static Expected Sound(int skipped = 0) => new(false, true, [], skipped);

    /// <summary>A sound model, or an error that mentions all of <paramref name="mentions"/>.</summary>
    public static Expected Either(params string[] mentions) => new(true, true, mentions, 0);
}

/// <summary>A way to spoil data or options, and what must come of it.</summary>
internal sealed record BadCase(string Name, Func<BadSample, Expected> Spoil)
{
    public override string ToString() => Name;
}
