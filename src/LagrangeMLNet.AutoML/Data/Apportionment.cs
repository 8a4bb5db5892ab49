namespace LagrangeMLNet.AutoML.Data;

/// <summary>Whole numbers in given proportions: the method of largest remainders (Hamilton, 1792), with a bound for each.</summary>
internal static class Apportionment
{
    /// <summary>
    /// Divides a total in proportion to sizes. No share differs from its proportion by 1 or more, but where its bound is less; what a bound
    /// keeps back is not handed on, as others would get more than their proportion.
    /// </summary>
    /// <param name="sizes">The sizes; at equal remainders the first gets more.</param>
    /// <param name="total">What is divided, from 0 to the sizes' sum.</param>
    /// <param name="most">The most that the share of a place may be.</param>
    public static int[] Of(int[] sizes, int total, Func<int, int> most)
    {
        long sum = sizes.Sum(size => (long)size);
        int[] shares = [.. sizes.Select(size => (int)((long)size * total / sum))];
        int left = total - shares.Sum();
        foreach (int k in Enumerable.Range(0, sizes.Length).OrderByDescending(k => (long)sizes[k] * total % sum))
        {
            if (left > 0 && shares[k] < most(k))
            {
                shares[k]++;
                left--;
            }

            shares[k] = Math.Clamp(shares[k], 0, Math.Max(0, most(k)));
        }

        return shares;
    }
}
