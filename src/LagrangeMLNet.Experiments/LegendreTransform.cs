namespace LagrangeMLNet.Experiments;

/// <summary>
/// The Legendre transform, from the Lagrangian to the Hamiltonian: f*(s) = sup_x [ s·x − f(x) ]. In closed form for quadratic kinetic
/// energy, and on samples for anything convex. Pure functions.
/// </summary>
internal static class LegendreTransform
{
    /// <summary>
    /// Hamiltonian of L(θ, θ̇) = ½·Σ m_i·θ̇_i² − V: with the momentum p_i = m_i·θ̇_i it is H = ½·Σ p_i²/m_i + V, kinetic plus potential
    /// energy.
    /// </summary>
    /// <param name="momentum">p, any length.</param>
    /// <param name="mass">m, as long, each above 0; 1/P for every parameter of the Learning Lagrangian.</param>
    /// <param name="potential">V, for instance the loss in nats.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a mass is not positive.</exception>
    public static double Hamiltonian(ReadOnlySpan<double> momentum, ReadOnlySpan<double> mass, double potential)
    {
        if (momentum.Length != mass.Length)
            throw new ArgumentException($"Each of the {momentum.Length} momenta needs its mass, but {mass.Length} were given.");
        double kinetic = 0;
        for (int i = 0; i < momentum.Length; i++)
        {
            if (!(mass[i] > 0))
                throw new ArgumentException(FormattableString.Invariant($"Masses must be above 0, but mass {i} is {mass[i]}."), nameof(mass));
            kinetic += momentum[i] * momentum[i] / mass[i];
        }

        return (kinetic / 2) + potential;
    }

    /// <summary>
    /// Convex conjugate of a sampled function, f*(s_j) = max_i (s_j·x_i − f_i): that of the greatest convex function below the samples, so
    /// transforming twice gives their convex hull.
    /// </summary>
    /// <remarks>
    /// The linear-time Legendre transform (Lucet, Numerical Algorithms 16, 1997): lower hull of the samples, then one merge of its slopes
    /// with the wanted ones. O(n + m).
    /// </remarks>
    /// <param name="points">x, strictly ascending, at least one.</param>
    /// <param name="values">f(x), as many; +∞ marks a point outside the domain (one at least must be finite).</param>
    /// <param name="slopes">s, ascending.</param>
    /// <param name="conjugate">Receives f*(s), as many as slopes.</param>
    /// <param name="scratch">Work space, as many as points.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, points or slopes do not ascend, or no value is finite.</exception>
    public static void Conjugate(
        ReadOnlySpan<double> points, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes, Span<double> conjugate, Span<int> scratch)
    {
        int n = points.Length;
        if (values.Length != n || scratch.Length < n || conjugate.Length < slopes.Length)
        {
            throw new ArgumentException(
                $"{n} points need {n} values and scratch of {n}, and {slopes.Length} slopes as many results, but {values.Length}, " +
                $"{scratch.Length} and {conjugate.Length} were given.");
        }

        int hull = LowerHull(points, values, scratch);
        int at = 0;
        for (int j = 0; j < slopes.Length; j++)
        {
            double slope = slopes[j];
            if (j > 0 && !(slope >= slopes[j - 1]))
                throw new ArgumentException(FormattableString.Invariant($"Slopes must ascend, but slope {j} is {slope} after {slopes[j - 1]}."), nameof(slopes));
            double best = (slope * points[scratch[at]]) - values[scratch[at]];
            while (at + 1 < hull)
            {
                double candidate = (slope * points[scratch[at + 1]]) - values[scratch[at + 1]];
                if (candidate < best)
                    break;
                best = candidate;
                at++;
            }

            conjugate[j] = best;
        }
    }

    /// <summary>Indices of the lower convex hull, left to right (Andrew's monotone chain); returns their number.</summary>
    private static int LowerHull(ReadOnlySpan<double> x, ReadOnlySpan<double> f, Span<int> hull)
    {
        int count = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (i > 0 && !(x[i] > x[i - 1]))
                throw new ArgumentException(FormattableString.Invariant($"Points must ascend, but point {i} is {x[i]} after {x[i - 1]}."), nameof(x));
            if (double.IsNaN(f[i]) || double.IsNegativeInfinity(f[i]))
                throw new ArgumentException(FormattableString.Invariant($"Values must be finite or +∞, but value {i} is {f[i]}."), nameof(f));
            if (double.IsPositiveInfinity(f[i]))
                continue;
            while (count >= 2)
            {
                int a = hull[count - 2], b = hull[count - 1];
                if ((f[b] - f[a]) * (x[i] - x[b]) < (f[i] - f[b]) * (x[b] - x[a]))
                    break;
                count--;
            }

            hull[count++] = i;
        }

        return count > 0 ? count : throw new ArgumentException("At least one value must be finite.", nameof(f));
    }
}
