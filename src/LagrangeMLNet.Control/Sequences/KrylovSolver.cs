using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>GMRES without restarts, preconditioned from the left (Saad and Schultz, 1986; modified Gram–Schmidt).</summary>
internal static class KrylovSolver
{
    /// <summary>Solves M⁻¹·A·x = M⁻¹·b.</summary>
    /// <param name="apply">x ↦ M⁻¹·A·x, a new array.</param>
    /// <param name="right">M⁻¹·b.</param>
    /// <param name="start">First guess of x; moved to the solution.</param>
    /// <param name="tolerance">Residual, relative to <paramref name="right"/>, at which it ends.</param>
    /// <param name="steps">Most steps.</param>
    public static void Solve(Func<double[], double[]> apply, double[] right, double[] start, double tolerance, int steps)
    {
        var residual = apply(start);
        TensorPrimitives.Subtract(right, residual, residual);
        double norm = TensorPrimitives.Norm<double>(residual), target = tolerance * TensorPrimitives.Norm<double>(right);
        if (!(norm > target))
            return;
        TensorPrimitives.Divide(residual, norm, residual);
        List<double[]> basis = [residual];
        var columns = new List<double[]>();
        List<(double Cosine, double Sine)> rotations = [];
        List<double> rotated = [norm];
        for (int k = 0; k < steps && Math.Abs(rotated[k]) > target; k++)
        {
            var image = apply(basis[k]);
            var column = new double[k + 2];
            for (int i = 0; i <= k; i++)
            {
                column[i] = TensorPrimitives.Dot<double>(image, basis[i]);
                TensorPrimitives.MultiplyAdd(basis[i], -column[i], image, image);
            }

            double length = TensorPrimitives.Norm<double>(image);
            column[k + 1] = length;
            for (int i = 0; i < k; i++)
                (column[i], column[i + 1]) = Rotate(rotations[i], column[i], column[i + 1]);
            double radius = Math.Sqrt((column[k] * column[k]) + (length * length));
            if (!(radius > 0))
                break;
            rotations.Add((column[k] / radius, length / radius));
            (column[k], column[k + 1]) = (radius, 0);
            var (kept, left) = Rotate(rotations[k], rotated[k], 0);
            rotated[k] = kept;
            rotated.Add(left);
            columns.Add(column);
            if (!(length > 1e-14 * radius))
                break;
            TensorPrimitives.Divide(image, length, image);
            basis.Add(image);
        }

        var shares = new double[columns.Count];
        for (int i = columns.Count - 1; i >= 0; i--)
        {
            double sum = rotated[i];
            for (int j = i + 1; j < columns.Count; j++)
                sum -= columns[j][i] * shares[j];
            shares[i] = sum / columns[i][i];
        }

        for (int i = 0; i < shares.Length; i++)
            TensorPrimitives.MultiplyAdd(basis[i], shares[i], start, start);
    }

    private static (double First, double Second) Rotate((double Cosine, double Sine) rotation, double first, double second) =>
        ((rotation.Cosine * first) + (rotation.Sine * second), (rotation.Cosine * second) - (rotation.Sine * first));
}
