using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace LagrangeMLNet.Acceptance;

/// <summary>The instructions of a compiled method.</summary>
internal static class Instructions
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => (int)(ushort)code.Value);

    /// <returns>Each instruction, and its operand where that has four bytes, as tokens have; else 0.</returns>
    public static IEnumerable<(OpCode OpCode, int Operand)> Of(MethodBodyBlock body)
    {
        var code = body.GetILContent();
        for (var i = 0; i < code.Length;)
        {
            int value = code[i++];
            if (value == 0xFE)
                value = 0xFE00 | code[i++];
            var opcode = OpCodesByValue[value];
            var length = opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code.AsSpan(i, 4))),
                _ => 4,
            };
            yield return (opcode, length == 4 ? BitConverter.ToInt32(code.AsSpan(i, 4)) : 0);
            i += length;
        }
    }
}
