import { ATTRIBUTE, type Attribute, cString, DATA_TYPE, setAttribute } from "./attributes.ts";
import { COPY_IN, COPY_OUT, type Library, SYMBOLS } from "./symbols.ts";

/** What the package's backend wants to know about an output. */
export interface OutputInfo {
  id: number;
  shape: number[];
  dtype: number;
}

/** Bytes an element, by `DATA_TYPE`. */
const WIDTH: Record<number, number> = {
  [DATA_TYPE.float32]: 4,
  [DATA_TYPE.float64]: 8,
  [DATA_TYPE.int32]: 4,
  [DATA_TYPE.uint8]: 1,
  [DATA_TYPE.int8]: 1,
  [DATA_TYPE.complex64]: 8,
  [DATA_TYPE.int64]: 8,
  [DATA_TYPE.bool]: 1,
  [DATA_TYPE.bfloat16]: 2,
  [DATA_TYPE.float16]: 2,
};
/** Bytes of TensorFlow's string object (`TF_TString`). */
const STRING_WIDTH = 24;
const encoder = new TextEncoder();

type Values = ArrayBufferView<ArrayBuffer> | number[] | boolean[] | (string | Uint8Array)[];

/**
 * Binds TensorFlow's C API to the methods that tfjs-node's backend calls, without compiled code.
 *
 * The backend of `@tensorflow/tfjs-node-gpu` takes an object of about a dozen methods, in the package a
 * compiled addon. This is that object over `Deno.dlopen`. Tensors are handles of TensorFlow's eager
 * runtime, named by whole numbers; a handle lives until `deleteTensor`. Input values are copied, because
 * TensorFlow may keep a buffer after its handle is gone.
 *
 * Every pointer is a BigInt (see `symbols.ts`). Not thread-safe: one status object serves all calls.
 */
export class TensorFlowBinding {
  readonly TF_FLOAT = DATA_TYPE.float32;
  readonly TF_INT32 = DATA_TYPE.int32;
  readonly TF_UINT8 = DATA_TYPE.uint8;
  readonly TF_STRING = DATA_TYPE.string;
  readonly TF_COMPLEX64 = DATA_TYPE.complex64;
  readonly TF_INT64 = DATA_TYPE.int64;
  readonly TF_BOOL = DATA_TYPE.bool;
  readonly TF_RESOURCE = DATA_TYPE.resource;
  readonly TF_ATTR_STRING = ATTRIBUTE.string;
  readonly TF_ATTR_INT = ATTRIBUTE.int;
  readonly TF_ATTR_FLOAT = ATTRIBUTE.float;
  readonly TF_ATTR_BOOL = ATTRIBUTE.bool;
  readonly TF_ATTR_TYPE = ATTRIBUTE.type;
  readonly TF_ATTR_SHAPE = ATTRIBUTE.shape;
  readonly TF_Version: string;

  /** Operations executed so far. */
  executed = 0;

  readonly #library: Library;
  readonly #copyIn: Deno.DynamicLibrary<typeof COPY_IN>["symbols"]["memcpy"];
  readonly #copyOut: Deno.DynamicLibrary<typeof COPY_OUT>["symbols"]["memcpy"];
  readonly #status: bigint;
  readonly #context: bigint;
  readonly #gpu: string;
  readonly #handles = new Map<number, bigint>();
  #nextId = 0;
  // Reused by every call, as nothing here runs at the same time as anything else.
  readonly #outputs = new BigUint64Array(256);
  readonly #outputCount = new Int32Array(1);
  readonly #dims = new BigInt64Array(32);

  /**
   * @param path The library, `libtensorflow_cc.so.2`.
   * @param config A serialized `ConfigProto`: thread counts and the like.
   * @throws {Error} If the library cannot be opened or has no usable device.
   */
  constructor(path: string, config?: Uint8Array<ArrayBuffer>) {
    // The C library's symbols are found through the library's own dependencies.
    this.#library = Deno.dlopen(path, SYMBOLS).symbols;
    this.#copyIn = Deno.dlopen(path, COPY_IN).symbols.memcpy;
    this.#copyOut = Deno.dlopen(path, COPY_OUT).symbols.memcpy;
    const library = this.#library;
    this.TF_Version = text(library.TF_Version());
    this.#status = library.TF_NewStatus();
    const options = library.TFE_NewContextOptions();
    if (config !== undefined) {
      library.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), this.#status);
      this.#check("configure TensorFlow");
    }
    this.#context = library.TFE_NewContext(options, this.#status);
    library.TFE_DeleteContextOptions(options);
    this.#check("start TensorFlow");
    this.#gpu = this.#firstGpu();
  }

  /** True where operations run on a GPU. */
  isUsingGpuDevice(): boolean {
    return this.#gpu !== "";
  }

  /** Live handles: tensors that somebody still has to dispose of. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /** Makes a tensor from values, which are copied, and gives its id. */
  createTensor(shape: number[], dtype: number, values: Values): number {
    const library = this.#library;
    const tensor = dtype === DATA_TYPE.string
      ? this.#stringTensor(shape, values as (string | Uint8Array)[])
      : this.#numberTensor(shape, dtype, values);
    const handle = library.TFE_NewTensorHandle(tensor, this.#status);
    library.TF_DeleteTensor(tensor);
    this.#check("make a tensor");
    return this.#keep(this.#toDevice(handle, dtype));
  }

  /** Ends a tensor's life. */
  deleteTensor(id: number): void {
    this.#library.TFE_DeleteTensorHandle(this.#handle(id));
    this.#handles.delete(id);
  }

  /** Copies a tensor's values out; waits for the device. */
  tensorDataSync(id: number): ArrayBufferView | Uint8Array[] {
    const library = this.#library, handle = this.#handle(id);
    const tensor = library.TFE_TensorHandleResolve(handle, this.#status);
    this.#check("read a tensor");
    try {
      const dtype = library.TFE_TensorHandleDataType(handle);
      const size = Number(library.TF_TensorByteSize(tensor));
      const data = library.TF_TensorData(tensor);
      if (dtype === DATA_TYPE.string) return this.#readStrings(data, size / STRING_WIDTH);
      const bytes = new ArrayBuffer(size);
      if (size > 0) this.#copyOut(bytes, data, BigInt(size));
      return view(bytes, dtype);
    } finally {
      library.TF_DeleteTensor(tensor);
    }
  }

  /** Runs one operation. @throws {Error} With TensorFlow's own message, if it refuses. */
  executeOp(name: string, attributes: Attribute[], inputs: number[], count: number): OutputInfo[] {
    const library = this.#library, status = this.#status;
    const op = library.TFE_NewOp(this.#context, cString(name), status);
    this.#check(name);
    this.executed++;
    try {
      for (let i = 0; i < inputs.length; i++) {
        library.TFE_OpAddInput(op, this.#handle(inputs[i]), status);
        this.#check(name);
      }
      for (let i = 0; i < attributes.length; i++) {
        setAttribute(library, op, attributes[i], status);
      }
      this.#outputCount[0] = count;
      library.TFE_Execute(op, this.#outputs, this.#outputCount, status);
      this.#check(name);
      const infos = new Array<OutputInfo>(this.#outputCount[0]);
      for (let i = 0; i < infos.length; i++) infos[i] = this.#describe(this.#outputs[i]);
      return infos;
    } finally {
      library.TFE_DeleteOp(op);
    }
  }

  #handle(id: number): bigint {
    const handle = this.#handles.get(id);
    if (handle === undefined) {
      throw new Error(`Cannot use tensor ${id}: it must be live, current value is disposed`);
    }
    return handle;
  }

  #keep(handle: bigint): number {
    const id = this.#nextId++;
    this.#handles.set(id, handle);
    return id;
  }

  #describe(handle: bigint): OutputInfo {
    const library = this.#library, status = this.#status;
    const shape = new Array<number>(library.TFE_TensorHandleNumDims(handle, status));
    for (let i = 0; i < shape.length; i++) {
      shape[i] = library.TFE_TensorHandleDim(handle, i, status);
    }
    return { id: this.#keep(handle), shape, dtype: library.TFE_TensorHandleDataType(handle) };
  }

  #check(action: string): void {
    const code = this.#library.TF_GetCode(this.#status);
    if (code === 0) return;
    const message = text(this.#library.TF_Message(this.#status));
    throw new Error(`Cannot run ${action}: TensorFlow says "${message}" (code ${code})`);
  }

  #firstGpu(): string {
    const library = this.#library, status = this.#status;
    const list = library.TFE_ContextListDevices(this.#context, status);
    this.#check("list the devices");
    let gpu = "";
    for (let i = 0; i < library.TF_DeviceListCount(list) && gpu === ""; i++) {
      if (text(library.TF_DeviceListType(list, i, status)) === "GPU") {
        gpu = text(library.TF_DeviceListName(list, i, status));
      }
    }
    library.TF_DeleteDeviceList(list);
    return gpu;
  }

  #setDims(shape: number[]): number {
    let count = 1;
    for (let i = 0; i < shape.length; i++) {
      this.#dims[i] = BigInt(shape[i]);
      count *= shape[i];
    }
    return count;
  }

  #numberTensor(shape: number[], dtype: number, values: Values): bigint {
    const count = this.#setDims(shape);
    const data = ArrayBuffer.isView(values) ? values : typedArray(values as number[], dtype);
    const bytes = count * WIDTH[dtype];
    if (data.byteLength !== bytes) {
      throw new TypeError(
        `Cannot make a tensor of shape [${shape}]: it needs ${bytes} bytes, current value is ${data.byteLength}`,
      );
    }
    const library = this.#library;
    const tensor = library.TF_AllocateTensor(dtype, this.#dims, shape.length, BigInt(bytes));
    if (bytes > 0) this.#copyIn(library.TF_TensorData(tensor), data, BigInt(bytes));
    return tensor;
  }

  #stringTensor(shape: number[], values: (string | Uint8Array)[]): bigint {
    const count = this.#setDims(shape), library = this.#library;
    if (values.length !== count) {
      throw new TypeError(
        `Cannot make a tensor of shape [${shape}]: it needs ${count} strings, current value is ${values.length}`,
      );
    }
    const size = BigInt(STRING_WIDTH * count);
    const tensor = library.TF_AllocateTensor(DATA_TYPE.string, this.#dims, shape.length, size);
    let pointer = library.TF_TensorData(tensor);
    for (const value of values) {
      const bytes = typeof value === "string"
        ? encoder.encode(value)
        : value as Uint8Array<ArrayBuffer>;
      library.TF_StringInit(pointer);
      library.TF_StringCopy(pointer, bytes, BigInt(bytes.byteLength));
      pointer += BigInt(STRING_WIDTH);
    }
    return tensor;
  }

  #readStrings(data: bigint, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, i) => {
      const pointer = data + BigInt(STRING_WIDTH * i);
      const size = this.#library.TF_StringGetSize(pointer);
      const bytes = new Uint8Array(Number(size));
      if (bytes.length > 0) {
        this.#copyOut(bytes, this.#library.TF_StringGetDataPointer(pointer), size);
      }
      return bytes;
    });
  }

  /** int32 and string tensors stay in host memory, where TensorFlow's kernels expect them. */
  #toDevice(handle: bigint, dtype: number): bigint {
    if (this.#gpu === "" || dtype === DATA_TYPE.int32 || dtype === DATA_TYPE.string) return handle;
    const library = this.#library, name = cString(this.#gpu);
    const copy = library.TFE_TensorHandleCopyToDevice(handle, this.#context, name, this.#status);
    library.TFE_DeleteTensorHandle(handle);
    this.#check("copy a tensor to the GPU");
    return copy;
  }
}

function text(pointer: bigint): string {
  return Deno.UnsafePointerView.getCString(Deno.UnsafePointer.create(pointer)!);
}

function typedArray(values: number[], dtype: number): ArrayBufferView<ArrayBuffer> {
  if (dtype === DATA_TYPE.float32) return Float32Array.from(values);
  if (dtype === DATA_TYPE.bool || dtype === DATA_TYPE.uint8) return Uint8Array.from(values);
  return Int32Array.from(values);
}

function view(bytes: ArrayBuffer, dtype: number): ArrayBufferView {
  switch (dtype) {
    case DATA_TYPE.float32:
    case DATA_TYPE.complex64:
      return new Float32Array(bytes);
    case DATA_TYPE.float64:
      return new Float64Array(bytes);
    case DATA_TYPE.int32:
      return new Int32Array(bytes);
    case DATA_TYPE.int64:
      return new BigInt64Array(bytes);
    case DATA_TYPE.bfloat16:
    case DATA_TYPE.float16:
      return new Uint16Array(bytes);
    default:
      return new Uint8Array(bytes);
  }
}
