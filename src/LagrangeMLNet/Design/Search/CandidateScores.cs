using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>q = zᵀM⁻¹z and a = zᵀGz of each candidate; they follow changes of M at the cost of two products a candidate.</summary>
internal sealed class CandidateScores(Candidates candidates, PoolPasses passes)
{
    /// <summary>Products below which threads cost more than they save.</summary>
    private const long WorthThreads = 1 << 19;

    /// <summary>Up to this many products a full computation is done in double precision.</summary>
    private const long SmallWork = 1 << 22;

    private readonly float[] _u = new float[candidates.Parameters];
    private readonly float[] _v = new float[candidates.Parameters];
    private readonly double[] _t = new double[candidates.Count];
    private readonly double[] _s = new double[candidates.Count];

    public double[] Q { get; } = new double[candidates.Count];

    public double[] A { get; } = new double[candidates.Count];

    /// <summary>zᵢ·u for the directions given last.</summary>
    public double[] T => _t;

    /// <summary>zᵢ·v for the directions given last.</summary>
    public double[] S => _s;

    /// <summary>Parts that work on all candidates is split into; the result does not depend on it.</summary>
    public int Parts => (long)candidates.Count * candidates.Parameters > WorthThreads ? PoolPasses.Parts : 1;

    /// <summary>Computes all scores anew.</summary>
    public void Refresh(DenseInformation information)
    {
        int size = information.Size;
        if ((long)candidates.Count * size * size <= SmallWork)
        {
            double[] z = new double[size], u = new double[size], v = new double[size];
            for (int i = 0; i < candidates.Count; i++)
            {
                candidates.Copy(i, z);
                (Q[i], A[i]) = information.Directions(z, u, v);
            }

            return;
        }

        Evaluate(information.Inverse, Q);
        Evaluate(information.Gradient, A);
    }

    /// <summary>Computes <see cref="A"/> alone anew, in single precision.</summary>
    public void RefreshGradient(DenseInformation information) => Evaluate(information.Gradient, A);

    /// <summary>Computes zᵢ·u and zᵢ·v of all candidates.</summary>
    public void Project(ReadOnlySpan<double> u, ReadOnlySpan<double> v)
    {
        for (int j = 0; j < _u.Length; j++)
            (_u[j], _v[j]) = ((float)u[j], (float)v[j]);
        passes.Ranges(candidates.Count, Parts, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
                (_t[i], _s[i]) = candidates.Dots(i, _u, _v);
        });
    }

    /// <summary>Follows a row that is added (<paramref name="sign"/> 1) or taken out (−1), after <see cref="Project"/> of its
    /// directions.</summary>
    /// <param name="q">The row's own q before the change.</param>
    /// <param name="a">The row's own a before the change.</param>
    /// <param name="sign">1 or −1.</param>
    public void Follow(double q, double a, int sign)
    {
        double s = 1 / (1 + (sign * q));
        passes.Ranges(candidates.Count, Parts, (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                double t = _t[i] * s;
                A[i] = Math.Max(0, A[i] - (sign * 2 * t * _s[i]) + (a * t * t));
                Q[i] = Math.Max(0, Q[i] - (sign * t * _t[i]));
            }
        });
    }

    /// <summary>zᵀ · matrix · z of all candidates.</summary>
    private void Evaluate(double[] matrix, double[] values)
    {
        var form = new QuadraticForm(matrix, candidates.Parameters);
        passes.Ranges(candidates.Count, Parts, (_, start, end) =>
        {
            var scratch = new float[form.Scratch];
            Span<float> own = stackalloc float[Tile.Size];
            for (int i = start; i < end;)
            {
                // Candidates of one block, in whatever places.
                int last = i + 1;
                while (last < end && last - i < Tile.Size && candidates.Blocks[last] == candidates.Blocks[i])
                    last++;
                form.Evaluate(new Tile(candidates.Blocks[i], i, last - i, candidates.Places), scratch, own);
                for (int r = 0; i < last; r++, i++)
                    values[i] = Math.Max(0, own[r] * form.Unit);
            }
        });
    }
}
