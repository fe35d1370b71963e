/**
 * The functions of TensorFlow's C API that the binding calls.
 *
 * Every opaque pointer is declared a `u64` and passed as a BigInt: that stays on the fast-call path,
 * where a `Deno.UnsafePointer` object would cost more than many operations do.
 */
const P = "u64" as const;
const INT = "i32" as const;
const BUFFER = "buffer" as const;
const VOID = "void" as const;
const SIZE = "usize" as const;

/** Signatures by name, from `tensorflow/c/c_api.h` and `tensorflow/c/eager/c_api.h`. */
export const SYMBOLS = {
  TF_Version: { parameters: [], result: P },
  TF_NewStatus: { parameters: [], result: P },
  TF_GetCode: { parameters: [P], result: INT },
  TF_Message: { parameters: [P], result: P },
  TF_AllocateTensor: { parameters: [INT, BUFFER, INT, SIZE], result: P },
  TF_DeleteTensor: { parameters: [P], result: VOID },
  TF_TensorData: { parameters: [P], result: P },
  TF_TensorByteSize: { parameters: [P], result: SIZE },
  TF_StringInit: { parameters: [P], result: VOID },
  TF_StringCopy: { parameters: [P, BUFFER, SIZE], result: VOID },
  TF_StringGetDataPointer: { parameters: [P], result: P },
  TF_StringGetSize: { parameters: [P], result: SIZE },
  TF_DeviceListCount: { parameters: [P], result: INT },
  TF_DeviceListName: { parameters: [P, INT, P], result: P },
  TF_DeviceListType: { parameters: [P, INT, P], result: P },
  TF_DeleteDeviceList: { parameters: [P], result: VOID },
  TFE_NewContextOptions: { parameters: [], result: P },
  TFE_ContextOptionsSetConfig: { parameters: [P, BUFFER, SIZE, P], result: VOID },
  TFE_DeleteContextOptions: { parameters: [P], result: VOID },
  TFE_NewContext: { parameters: [P, P], result: P },
  TFE_ContextListDevices: { parameters: [P, P], result: P },
  TFE_NewTensorHandle: { parameters: [P, P], result: P },
  TFE_DeleteTensorHandle: { parameters: [P], result: VOID },
  TFE_TensorHandleResolve: { parameters: [P, P], result: P },
  TFE_TensorHandleNumDims: { parameters: [P, P], result: INT },
  // The C type is int64_t: its low half holds any dimension, and an i32 needs no BigInt.
  TFE_TensorHandleDim: { parameters: [P, INT, P], result: INT },
  TFE_TensorHandleDataType: { parameters: [P], result: INT },
  TFE_TensorHandleCopyToDevice: { parameters: [P, P, BUFFER, P], result: P },
  TFE_NewOp: { parameters: [P, BUFFER, P], result: P },
  TFE_DeleteOp: { parameters: [P], result: VOID },
  TFE_OpAddInput: { parameters: [P, P, P], result: VOID },
  TFE_OpSetAttrString: { parameters: [P, BUFFER, BUFFER, SIZE], result: VOID },
  TFE_OpSetAttrInt: { parameters: [P, BUFFER, "i64"], result: VOID },
  TFE_OpSetAttrIntList: { parameters: [P, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrFloat: { parameters: [P, BUFFER, "f32"], result: VOID },
  TFE_OpSetAttrFloatList: { parameters: [P, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrBool: { parameters: [P, BUFFER, "u8"], result: VOID },
  TFE_OpSetAttrBoolList: { parameters: [P, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrType: { parameters: [P, BUFFER, INT], result: VOID },
  TFE_OpSetAttrTypeList: { parameters: [P, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrShape: { parameters: [P, BUFFER, BUFFER, INT, P], result: VOID },
  TFE_Execute: { parameters: [P, BUFFER, BUFFER, P], result: VOID },
} as const;

/** `memcpy` to a pointer. */
export const COPY_IN = { memcpy: { parameters: [P, BUFFER, SIZE], result: P } } as const;
/** `memcpy` from a pointer. */
export const COPY_OUT = { memcpy: { parameters: [BUFFER, P, SIZE], result: P } } as const;

/** The library's functions, ready to call. */
export type Library = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
