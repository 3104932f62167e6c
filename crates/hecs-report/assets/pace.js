// How finely the view is drawn. Its edges are smooth because a picture is the mean of several, each moved by a part of a pixel.
// Where that takes long, which is where a processor draws, a frame of the browser has one of them: a view that is turned is
// rough, and one at rest becomes smooth over a few frames, none of which keeps a reader waiting. Multisampling does it all in
// one frame, of 2.5 times the work.
const SHIFTS = [[-.125, -.375], [.375, -.125], [.125, .375], [-.375, .125]]; // in pixels: a square, turned so that no two share a row

// Below QUICK (ms) a smooth picture is drawn in one frame. A view that takes longer than SLOW (ms) for one of its pictures is
// drawn in the next of PACES while it is turned: with a coarser surface, then with fewer pixels for one of the page.
const QUICK = 40, SLOW = 50, REST = 200;
const PACES = [{}, { isCoarse: true, ratio: 1 }, { isCoarse: true, ratio: .7 }];

// What the last two pictures of a view took (ms) in each of the PACES; the less counts, as one may have had to wait.
class Pace {
  constructor() { this.forget(); }

  forget() { this.taken = PACES.map(() => []); }

  add(number, time) { this.taken[number] = [...this.taken[number].slice(-1), time]; }

  get isQuick() { return SHIFTS.length * Math.min(...this.taken[0]) < QUICK; }

  // The number of the finest of the PACES that is fast enough, as far as is known.
  get moving() {
    const number = this.taken.findIndex(taken => taken.length < 2 || Math.min(...taken) < SLOW);
    return number < 0 ? PACES.length - 1 : number;
  }
}

// Takes the mean of pictures on the canvas: each but the first is drawn beside it, and laid over the mean of those before it.
class Mean {
  constructor(gl, program) {
    this.gl = gl;
    this.program = program;
  }

  // Draws to the canvas or beside it, where a picture of another size had its place.
  begin(number, w, h) {
    const gl = this.gl;
    if (number && (this.w !== w || this.h !== h)) this.make(w, h);
    gl.bindFramebuffer(gl.FRAMEBUFFER, number ? this.frame : null);
  }

  end(number) {
    if (!number) return;
    const gl = this.gl;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.useProgram(this.program);
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    gl.disable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendColor(0, 0, 0, 1 / (number + 1));
    gl.blendFunc(gl.CONSTANT_ALPHA, gl.ONE_MINUS_CONSTANT_ALPHA);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.disable(gl.BLEND);
  }

  make(w, h) {
    const gl = this.gl;
    if (this.frame) { gl.deleteFramebuffer(this.frame); gl.deleteTexture(this.picture); gl.deleteRenderbuffer(this.depth); }
    [this.w, this.h, this.frame, this.picture, this.depth] = [w, h, gl.createFramebuffer(), gl.createTexture(), gl.createRenderbuffer()];
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, w, h);
    gl.bindRenderbuffer(gl.RENDERBUFFER, this.depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, w, h);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.picture, 0);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, this.depth);
  }
}
